# WeChat lets us write for 48 hours after the customer's own words: he is told so, and staff know what waits.
# rules: CON-4 STAFF-3
C> 我的车空调不制冷
C> 不会
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 没有
C> 提交
C> 留电话
C> 以后
B> 结果会发到这个聊天窗口
@wechat B> 发言后48小时内
@telegram B! 48小时
T> +PT40H
@wechat O> aftersales.2 客户40小时没有发言了
@telegram O! aftersales.2 没有发言
T> +PT9H
@wechat O> aftersales.2 可发给客户：平台现在不让发
R> aftersales.2 wang: /r A001 零件到了
@wechat O> aftersales.2 客户下次发言时送达。
@wechat B> ∅
@telegram B> 零件到了
S> complaints == 1 and tier == 2 and claimed_by is not None and ledger == []
X> restart
C> 在吗
@wechat B> 零件到了
@telegram B> ∅
@wechat O> aftersales.2 等着的1条消息已送达
@telegram O! aftersales.2 已送达
S> '零件到了' in said
