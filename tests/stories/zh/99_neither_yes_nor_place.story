# 99 不用 is no answer about safety, a guess at the cause no place, a request no car; forgetting is an answer.
# rules: CMP-1 CMP-2 CMP-4
C> 你好，我想问一下
B> 您请说
S> conversation == 'idle' and not draft
C> 你们电话多少
B> 0571-0000000
C> 保养完回来发动机有异响
C> 不用
B! 是什么时候
C> 好的
B! 是什么时候
S> state.safety == 'empty' and step == 'safety'
C> 不会
C> 昨天
C> 应该是机油加错了吧
B> 记下了：机油加错了
B> 在哪里发生的
S> cause == '机油加错了' and state.where == 'empty'
C> 回家路上
S> where == '回家路上'
C> 你能不能帮我查下
S> state.model == 'empty' and step == 'model'
C> 迈腾
C> 公里数记不住了
B> 先不填里程
S> state.mileage_km == 'declined' and model == '迈腾'
C> 提交
C> 我电话你们有吧
B! 补充
C> 全部同意
B> 提交
S> step == 'summary' and phenomenon == '保养完回来发动机有异响'
C> 提交
C> 留电话
C> 谢谢啊
B> 以后想留随时回复“留电话”
S> conversation == 'idle' and grants == [] and complaints == 1
