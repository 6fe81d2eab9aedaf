# 94 How his case stands is answered however he asks; a file sent to it by mistake is his to take back.
# rules: FLOW-10 CMP-1 CMP-2
C> 空调不制冷
C> 不会
C> 提交
C> 提交
C> 我的投诉怎么样了
B> 等同事接单
B> 也转给了同事
O> aftersales.1 我的投诉怎么样了
C> 谁在处理我的事
B> 最晚3月19日
C> 你们什么时候给我答复
B> 最晚3月19日
S> conversation == 'idle' and complaints == 1
C> 补充一下，发票也没给
B> 已转给处理TS20250312-0001的同事
S> waiting is None
C> [album a.jpg b.jpg]
S> case_files == 2
C> 第一张发错了
B> 图1已删除
O> aftersales.1 客户说图1发错了
S> case_files == 1
C> 人工
C> [photo c.jpg]
S> case_files == 2 and held
C> 不好意思发错了
B> 图1已删除
S> case_files == 1 and held
C> 发错了
B> ∅
S> case_files == 1
C> 别删了
B> 没有可以撤回的删除申请
S> complaints == 1
