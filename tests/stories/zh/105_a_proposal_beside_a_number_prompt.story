# A proposal is answered by its number though a list of consents stands open; an old list is not ticked any more.
# rules: FLOW-5 CON-6
# profiles: wechat
C> 空调突然不制冷
C> 不会
C> 提交
C> 提交
S> complaints == 1
C> 留电话
B> 不选就是不同意
T> +PT5M
R> aftersales.1 li: /propose A001 维修 更换压缩机
B> 您接受吗
T> +PT5M
C> 2
B> 这个方案您不接受
O! aftersales.1 客户：2
S> ledger == []
